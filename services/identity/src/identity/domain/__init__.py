"""Who a number belongs to: rules without a database, a network or a framework."""
