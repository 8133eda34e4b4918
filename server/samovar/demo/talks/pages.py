"""Short names for pages of the shop, for the paths of visits."""

HOME, KITCHENS, PROJECTS, HOW, SALONS, EN = "/", "/kitchens", "/projects", "/how", "/salons", "/en"
NEVA, LADOGA, ONEGA = "/kitchens/neva-uglovaya", "/kitchens/ladoga", "/kitchens/onega"
SVIR, VOLKHOV, VUOKSA = "/kitchens/svir", "/kitchens/volkhov", "/kitchens/vuoksa"
