/** What we use of the package, which brings no types. */
declare module 'bloomfilter' {
  export class BloomFilter {
    /** An array holds the bits of a filter made before, 32 in each number. */
    constructor(buckets: ArrayLike<number>, hashes: number);
    /** Sized for so many entries and this rate of false positives. */
    static withTargetError(entries: number, rate: number): BloomFilter;
    readonly buckets: Uint32Array;
    /** How many bits stand for one entry. */
    readonly k: number;
    add(text: string): void;
    test(text: string): boolean;
  }
}
