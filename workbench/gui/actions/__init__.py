"""ONE table of actions: menus, keys, command palette and shortcut list are made of it."""
