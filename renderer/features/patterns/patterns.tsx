export function PatternsTab() {
  return null;
}
