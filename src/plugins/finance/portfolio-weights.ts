import { z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { fault } from './fault.ts';

export const weights = z
  .record(z.string(), z.number().min(-10).max(10))
  .describe('Share of each asset, together 1; negative for one that is sold short. Default: equal shares.');

/** The share of each asset, in their order. @throws ToolError for unknown assets and for shares that are not 1 together. */
export function weightsOf(assets: readonly string[], given: Record<string, number> | undefined): number[] {
  if (!given) return assets.map(() => 1 / assets.length);
  const unknown = Object.keys(given).find((name) => !assets.includes(name));
  if (unknown !== undefined)
    throw fault(
      ['weights', unknown],
      `There are no prices of "${printable(unknown)}". There are: ${assets.map(printable).join(', ')}.`,
    );
  const shares = assets.map((name) => given[name] ?? 0);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-6) throw fault(['weights'], `The shares are ${sum} together. They must be 1.`);
  return shares;
}
