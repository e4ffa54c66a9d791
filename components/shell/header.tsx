import { Brand } from "./brand";
import { Nav } from "./nav";

export function Header() {
  return (
    <header className="site">
      <div className="wrap">
        <Brand />
        <Nav />
      </div>
    </header>
  );
}
