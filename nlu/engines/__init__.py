"""Two engines that learn from one set of example sentences what a message means."""
