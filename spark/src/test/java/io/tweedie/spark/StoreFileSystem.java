package io.tweedie.spark;

import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Files that only Hadoop finds, as those of an object store are. */
public final class StoreFileSystem extends RawLocalFileSystem {

  @Override
  public URI getUri() {
    return URI.create("store:///");
  }

  @Override
  public String getScheme() {
    return "store";
  }
}
