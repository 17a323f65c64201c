/** What is done once all tests of this process are through: put here whatever they shared. */
export const atEnd: (() => Promise<void>)[] = [];
