// A browser has no business here: a component that imports this package fails the build with MISSING_EXPORT.
export {};
