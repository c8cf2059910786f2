import type { OpenRequest } from '../../client/host/proxy/client.ts';

/** A request to open a TLS session with 127.0.0.1, with the defaults of a world. */
export function openRequest(port: number, changes: Partial<OpenRequest> = {}): OpenRequest {
  return {
    host: '127.0.0.1',
    port,
    plain: false,
    serverName: '',
    policy: 'auto',
    pins: [],
    legacy: false,
    certificate: '',
    key: '',
    label: 'Test',
    replay: 1024 * 1024,
    keep: 3_600_000,
    ...changes,
  };
}
