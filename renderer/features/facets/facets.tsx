export function FacetsPanel() {
  return null;
}
