"""Taking charges back: the credit that pairs with a charge, what refuses one, and posting again."""
