/** The empty static page that public pages are measured against. */
export default function Empty() {
  return <p>Empty</p>;
}
