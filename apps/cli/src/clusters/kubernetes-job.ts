import { stringify } from 'yaml';
import { type ClusterJob, jobName, secondsToSave } from './cluster-job.js';

/** What Kubernetes must know besides. */
interface KubernetesOptions {
  /** The image that holds `ftn`. */
  readonly image: string;
  /** The persistent volume claim of the folder, which many pods may write at once. */
  readonly claim: string;
  /** The secret whose entries are the environment of the store: AWS_ACCESS_KEY_ID and the others. */
  readonly secret: string;
}

/** How often a run is tried again whose pod failed or was lost. */
const attempts = 3;

/** An indexed Job as an object: a pod for each run of a plan. */
export function kubernetesJob(job: ClusterJob, { image, claim, secret }: KubernetesOptions) {
  const { title, folder, store, runs, threads, atOnce = runs, gigabytes } = job;
  const memory = gigabytes === undefined ? {} : { memory: `${gigabytes}G` };
  const limit = gigabytes === undefined ? [] : ['--max-memory', String(gigabytes)];
  const kept = store === undefined ? [] : ['--store', store];
  const keys = store === undefined ? {} : { envFrom: [{ secretRef: { name: secret } }] };
  // With a store each pod has a folder of its own, which goes with it.
  const volume = store === undefined ? { persistentVolumeClaim: { claimName: claim } } : { emptyDir: {} };
  const index = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(title) },
    spec: {
      completions: runs,
      parallelism: Math.min(atOnce, runs),
      completionMode: 'Indexed',
      // Of each run by itself: one that fails does not end the others.
      backoffLimitPerIndex: attempts,
      template: {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: secondsToSave,
          containers: [
            {
              name: 'ftn',
              image,
              command: ['ftn', 'worker', folder, ...kept, '--index', '$(FTN_INDEX)', ...limit],
              env: [{ name: 'FTN_INDEX', valueFrom: { fieldRef: { fieldPath: index } } }],
              ...keys,
              resources: { requests: { cpu: String(threads), ...memory }, limits: memory },
              volumeMounts: [{ name: 'sweep', mountPath: folder }],
            },
          ],
          volumes: [{ name: 'sweep', ...volume }],
        },
      },
    },
  };
}

/** The same as a manifest for `kubectl apply`. */
export const kubernetesManifest = (job: ClusterJob, options: KubernetesOptions): string =>
  stringify(kubernetesJob(job, options), { lineWidth: 0 });
