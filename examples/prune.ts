import { prune } from 'ftn';

// What is left of the accuracy as layers whose ‖ΔW‖ is below a threshold lose their factors.
const [pruned] = await prune({ adapters: 'runs/flowers', thresholds: 3 });
for (const { threshold, layers, factors, value } of pruned?.rows ?? []) {
  console.log(threshold, layers, factors, value);
}
