import { FtnError } from '@ftn/errors';
import { openStore } from '@ftn/store';

// A store that cannot keep a sweep is named within three seconds, its keys never.
const environment = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:2',
  AWS_ACCESS_KEY_ID: 'me',
  AWS_SECRET_ACCESS_KEY: 'secret',
};
const error = await openStore('s3://lab/ranks', { environment }).then(
  () => null,
  (reason: unknown) => reason,
);
console.log(FtnError.isInstance(error) && error.message);
