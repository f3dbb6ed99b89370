"""What every page shares: base templates, components, forms, and the source of the front end."""
