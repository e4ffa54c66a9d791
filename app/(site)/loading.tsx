import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="wrap section">
      <div className="narrow">
        <Skeleton kind="lines" />
      </div>
    </div>
  );
}
