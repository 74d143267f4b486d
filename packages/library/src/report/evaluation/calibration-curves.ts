import type { CalibrationResult } from '@ftn/metrics';
import type { CurveChart } from '@ftn/report';

/** Accuracy against confidence of one or more systems, with the diagonal on which confidences are what they say. */
export function calibrationCurves(
  domain: string,
  measured: readonly { readonly label: string; readonly calibration: CalibrationResult }[],
): CurveChart {
  const curves = measured.map(({ label, calibration: { bins } }) => ({
    label,
    points: bins
      .filter(({ count }) => count > 0)
      .map(({ confidence, accuracy }) => ({ x: confidence, y: accuracy })),
  }));
  return {
    title: `Accuracy against confidence on ${domain}`,
    xLabel: 'confidence, %',
    yLabel: 'accuracy, %',
    curves: [{ label: 'calibrated', points: [0, 100].map((x) => ({ x, y: x })) }, ...curves],
  };
}
