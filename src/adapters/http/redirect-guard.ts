// Which other servers may a server point Compass to, with a redirect or as its token server?

/**
 * Why Compass must not go on from one server to another; undefined if it may. Without this check, a registry that an
 * attacker controls could make the runner send requests to addresses that only the runner can reach, such as the
 * link-local address where a cloud keeps the credentials of the machine.
 */
export function whyNotFollow(next: URL, before: URL): string | undefined {
  if (!isAsSafe(next, before)) return `points to ${next.host || next.protocol}, without https`;
  if (next.hostname === before.hostname) return undefined;
  if (isMetadataService(next.hostname))
    return `points to ${next.host}, a link-local address or the metadata service of a cloud`;
  if (isPrivate(next.hostname) && !isPrivate(before.hostname)) return `points to ${next.host}, a private address`;
  return undefined;
}

/** Link-local addresses, and the names and addresses of the metadata services of clouds. */
function isMetadataService(host: string): boolean {
  return (
    /^169\.254\.|^\[fe[89ab][0-9a-f]:|^\[(::ffff:|64:ff9b::)a9fe:/i.test(host) ||
    ['100.100.100.200', '168.63.129.16', '192.0.0.192', '[fd00:ec2::254]', '[fd20:ce::254]'].includes(host) ||
    /^(metadata|instance-data)(\.google\.internal|\.ec2\.internal|\.goog|\.tencentyun\.com)?\.?$/i.test(host)
  );
}

/** Only literal addresses: names are not resolved. */
function isPrivate(host: string): boolean {
  return (
    /^(0|10|127)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(host) ||
    /^\[(::1?|f[cd][0-9a-f]{2}:.*|::ffff:.*)\]$/i.test(host) ||
    /(^|\.)localhost\.?$/.test(host)
  );
}

/** Whether a request to `next` is at least as confidential as one to `before`. */
export function isAsSafe(next: URL, before: URL): boolean {
  return next.protocol === 'https:' || (next.protocol === 'http:' && before.protocol === 'http:');
}
