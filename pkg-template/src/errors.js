// The one error of the package, made by the core or by the driver.

export class ScrobbleError extends Error {
  constructor(code, message, { provider, status, retryAfterMs, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ScrobbleError';
    this.code = code;
    if (provider !== undefined) this.provider = provider;
    if (status !== undefined) this.status = status;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }

  // By shape, not by prototype: the core makes plain Errors, and a page may
  // hold two copies of this class.
  static [Symbol.hasInstance](value) {
    return isScrobbleError(value);
  }
}

export function isScrobbleError(value) {
  return Object.prototype.toString.call(value) === '[object Error]'
    && value.name === 'ScrobbleError' && typeof value.code === 'string';
}
