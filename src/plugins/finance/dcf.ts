/** Discounted cash flow: what a company is worth by the money that it will bring. */

export interface DcfYear {
  year: number;
  freeCashFlow: number;
  /** What 1 of it is worth now. */
  discountFactor: number;
  presentValue: number;
}

/** Each year's flow, discounted from its end, or with `midYear` from its middle. */
export function discounted(flows: readonly number[], wacc: number, midYear: boolean): DcfYear[] {
  return flows.map((freeCashFlow, i) => {
    const discountFactor = (1 + wacc) ** -(i + (midYear ? 0.5 : 1));
    return { year: i + 1, freeCashFlow, discountFactor, presentValue: freeCashFlow * discountFactor };
  });
}

/** At the end of the last year, of flows that grow for ever. Source: Gordon and Shapiro (1956). */
export function terminalByGrowth(last: number, wacc: number, growth: number): number {
  return (last * (1 + growth)) / (wacc - growth);
}

/** The growth for ever that makes a value at the end of the last year. */
export function impliedGrowth(last: number, wacc: number, terminal: number): number {
  return (terminal * wacc - last) / (terminal + last);
}
