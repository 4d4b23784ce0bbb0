export function RecordsTab() {
  return null;
}
