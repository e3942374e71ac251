# docker build --file docker/cuda.Dockerfile --tag probsym:cuda .
# docker run --rm --gpus all --volume "$PWD:/work" probsym:cuda train --data photos --out run --recipe best
# torch brings CUDA's libraries along; the host needs NVIDIA's driver and container toolkit. gcc is for --compile.
FROM python:3.12-slim AS build
WORKDIR /source
COPY constraints.txt ./
RUN python -m venv /opt/probsym \
    && /opt/probsym/bin/pip install --no-cache-dir --constraint constraints.txt torch
COPY . .
RUN /opt/probsym/bin/pip install --no-cache-dir --constraint constraints.txt ".[heic,onnx,video]"

FROM python:3.12-slim
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/probsym /opt/probsym
RUN useradd --create-home --uid 1000 probsym
USER 1000
WORKDIR /work
ENV PATH=/opt/probsym/bin:$PATH NUMBA_CACHE_DIR=/home/probsym/.cache/numba \
    NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
EXPOSE 8000
ENTRYPOINT ["probsym"]
CMD ["--help"]
