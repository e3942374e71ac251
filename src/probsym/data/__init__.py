"""Photos in, training batches out; synthetic faces with ground truth are in ``synthetic``."""
