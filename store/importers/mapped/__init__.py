"""Tables whose columns a mapping explains: order lines and daily figures of any tool."""
