# docker build --file docker/cpu.Dockerfile --tag probsym .
# docker run --rm --volume "$PWD:/work" probsym reconstruct photos/ --out results --page
# docker run --rm --volume "$PWD:/work" --publish 127.0.0.1:8000:8000 probsym view results --host 0.0.0.0 --port 8000 --no-browser
FROM python:3.12-slim AS build
# The plain torch brings CUDA; name the place of torch's CPU builds for a small image: --build-arg TORCH_OPTIONS="--index-url ..."
ARG TORCH_OPTIONS=""
WORKDIR /source
COPY constraints.txt ./
RUN python -m venv /opt/probsym \
    && /opt/probsym/bin/pip install --no-cache-dir --constraint constraints.txt ${TORCH_OPTIONS} torch
COPY . .
RUN /opt/probsym/bin/pip install --no-cache-dir --constraint constraints.txt ".[heic,onnx,video]"

FROM python:3.12-slim
COPY --from=build /opt/probsym /opt/probsym
RUN useradd --create-home --uid 1000 probsym
USER 1000
WORKDIR /work
ENV PATH=/opt/probsym/bin:$PATH NUMBA_CACHE_DIR=/home/probsym/.cache/numba
EXPOSE 8000
ENTRYPOINT ["probsym"]
CMD ["--help"]
