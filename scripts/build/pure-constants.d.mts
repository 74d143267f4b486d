/** Tells bundlers that the constants of a module may be left out where nobody uses them. */
export declare function markConstants(code: string): string;
