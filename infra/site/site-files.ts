/** The function that puts the web apps' files into the site's bucket, and where they are beside its bundle. */
export const SITE_FILES = 'platform-site-files';
export const SITE_FOLDER = 'site';
