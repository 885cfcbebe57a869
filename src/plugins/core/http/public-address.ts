/** Which addresses are of the public internet, and which of this machine, its neighbours or nobody. */
import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is given out for the public internet. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** IPv4 within IPv6 counts as what it holds; addresses that lead to others (NAT64, 6to4, Teredo) are never public. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}
