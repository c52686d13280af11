// Which version of Compass this is.

/** As in package.json, which the bundle does not hold; a test compares them. */
export const compassVersion = '0.1.0';
