// Which version of Compass is this?

/** The version in package.json, which is not part of the bundle. A test compares them. */
export const compassVersion = '0.1.0';
