package io.tweedie.spark;

import io.tweedie.core.tensor.Backend;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A prior that every process of a cluster opens once, and all its threads share. Models that ship
 * are in the jar; the files of others travel once to each process.
 *
 * @param spec with the names of what travels in place of files
 * @param fingerprint that the prior has where it comes from, and must have everywhere
 */
record SharedPrior(PriorSpec spec, String fingerprint) implements Serializable {

  /** Of this process, by specification. */
  private static final Map<SharedPrior, ModelPrior> OPEN = new ConcurrentHashMap<>();

  /** What a travelling file is called in place of its path. */
  private static final String SENT = "sent:";

  static {
    // JavaCPP's limits are a multiple of the heap, which says nothing of what networks need; the
    // cluster's own limit on the process holds.
    System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    if (!SparkEnv.get().executorId().equals("driver")) {
      // Executors of one machine have copies of the jar, whose times differ, and would overwrite
      // each other's libraries while they run in them.
      Path own = Path.of(SparkFiles.getRootDirectory(), "natives").toAbsolutePath().normalize();
      System.getProperties().putIfAbsent("org.bytedeco.javacpp.cachedir", own.toString());
    }
  }

  /**
   * Sends a prior out. How it computes is settled here, so that processors of different kinds do
   * not choose differently.
   *
   * @param prior opened here
   * @param said what was opened, by paths of this machine
   * @throws IOException if its files cannot be read
   */
  static SharedPrior send(JavaSparkContext context, ModelPrior prior, PriorSpec said)
      throws IOException {
    Map<String, Object> description = prior.description();
    ComputeSpec compute =
        new ComputeSpec(
            description.get("precision").toString(),
            description.get("layout").toString(),
            said.compute().device(),
            said.compute().batching());
    return new SharedPrior(
        new PriorSpec(sent(context, said.model()), compute), prior.fingerprint());
  }

  private static ModelChoice sent(JavaSparkContext context, ModelChoice model) throws IOException {
    if (model.name() == null) {
      return new ModelChoice(null, file(context, model.config()), file(context, model.weights()));
    }
    Path folder = Path.of(model.name());
    if (!Files.isDirectory(folder)) {
      return model;
    }
    String name = "model-" + Integer.toHexString(folder.toAbsolutePath().hashCode());
    Path temporary = Files.createTempDirectory("tweedie-");
    Path archive = temporary.resolve(name + ".zip");
    // Executors fetch it as long as the driver lives.
    temporary.toFile().deleteOnExit();
    archive.toFile().deleteOnExit();
    pack(folder, archive);
    context.sc().addArchive(archive.toUri() + "#" + name);
    return ModelChoice.named(SENT + name);
  }

  /** Sends a file; what is none is the name of something that ships. */
  private static String file(JavaSparkContext context, String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      return file;
    }
    context.addFile(path.toUri().toString());
    return SENT + path.getFileName();
  }

  private static void pack(Path folder, Path archive) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      // Weights hardly shrink.
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  /**
   * The prior, which belongs to the process. The first call sets the threads of tensor operations
   * to the cores that Spark gives a task.
   *
   * @throws IllegalStateException if it is not the one that was sent
   */
  ModelPrior here() {
    return OPEN.computeIfAbsent(this, SharedPrior::open);
  }

  private ModelPrior open() {
    Backend.initialize();
    Backend.setThreads(SparkEnv.get().conf().getInt("spark.task.cpus", 1));
    try {
      ModelPrior prior = Models.open(new PriorSpec(found(spec.model()), spec.compute()));
      if (!prior.fingerprint().equals(fingerprint)) {
        throw new IllegalStateException(
            "model %s is another one here: %s, not %s"
                .formatted(prior.name(), prior.fingerprint(), fingerprint));
      }
      return prior;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static ModelChoice found(ModelChoice model) {
    return model.name() == null
        ? new ModelChoice(null, found(model.config()), found(model.weights()))
        : ModelChoice.named(found(model.name()));
  }

  private static String found(String name) {
    return name.startsWith(SENT) ? SparkFiles.get(name.substring(SENT.length())) : name;
  }
}
