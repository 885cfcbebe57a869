/** All arrays begin at 1, as those of the Fortran that it was ported from. */
declare module 'quadprog' {
  export function solveQP(
    matrix: number[][],
    vector: number[],
    constraints: number[][],
    bounds: number[],
    equalities: number,
  ): { solution: number[]; message: string };
}
