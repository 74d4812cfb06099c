"""The assistant itself: it composes what `nlu`, `knowledge`, `flows` and `connectors` can do."""
