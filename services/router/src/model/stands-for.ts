/** The release of Alertmanager that the router stands in for: clients ask for it to know what the API can do. */
export const STANDS_FOR = '0.34.0'
