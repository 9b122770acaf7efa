/**
 * @typedef {'NODE_TOO_OLD' | 'PLATFORM_UNSUPPORTED' | 'JDK_MISSING' | 'MAVEN_MISSING' | 'DISK_FULL'
 *   | 'PACKAGES_FAILED' | 'DOWNLOAD_FAILED' | 'COMPILE_FAILED' | 'SETUP_BUSY'} SetupErrorCode
 */

/** Set-up cannot continue. The message says what to do. */
export class SetupError extends Error {
  /**
   * @param {SetupErrorCode} code
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'SetupError';
    /** @readonly */
    this.code = code;
  }
}
