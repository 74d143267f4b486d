import about from '../../package.json' with { type: 'json' };

/** What adapter.json says wrote it, where a caller does not say. */
export const currentLibrary = { name: about.name, version: about.version } as const;
