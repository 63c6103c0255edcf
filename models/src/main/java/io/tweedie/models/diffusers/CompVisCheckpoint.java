package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.CheckpointException;
import io.tweedie.models.diffusers.FolderCheck.Finding;
import io.tweedie.models.diffusers.FolderCheck.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stable Diffusion 1 as its authors (CompVis, Runway) released it: all networks in one file, under
 * the names of their own code.
 *
 * <table>
 *   <caption>Where the parts are</caption>
 *   <tr><th>part</th><th>begins with</th><th>its names</th></tr>
 *   <tr><td>unet</td><td>{@code model.diffusion_model.}</td><td>{@link CompVisUNetNames}</td></tr>
 *   <tr><td>vae</td><td>{@code first_stage_model.}</td><td>{@link CompVisAutoencoderNames}</td></tr>
 *   <tr><td>text encoder</td><td>{@code cond_stage_model.transformer.}</td><td>those of
 *   transformers</td></tr>
 * </table>
 *
 * <p>All of it may stand below {@code state_dict.}, as a trainer saves it. What else there is, such
 * as weights averaged over training and the noise schedule, is left alone.
 *
 * @param file the file
 */
public record CompVisCheckpoint(Path file) {

  private static final String TRAINER = "state_dict";
  private static final String UNET = "model.diffusion_model";
  private static final String AUTOENCODER = "first_stage_model";
  private static final String TEXT_ENCODER = "cond_stage_model.transformer";

  /** Whether a checkpoint has this layout. */
  public static boolean isOne(Checkpoint checkpoint) {
    return checkpoint.tensors().keySet().stream().anyMatch(name -> name.contains(UNET + "."));
  }

  /** The U-Net, with the settings of Stable Diffusion 1. */
  public NetworkFiles unet() {
    return unet(settings("unet"));
  }

  /** The U-Net with other settings, which are those of {@code UNet2DConditionModel}. */
  public NetworkFiles unet(JsonNode config) {
    UNet2dConfig read = UNet2dConfig.ofTexts(config, "unet settings");
    CompVisUNetNames names = new CompVisUNetNames(read);
    return new NetworkFiles(
        "UNet2DConditionModel",
        config,
        "unet settings",
        file,
        all -> part(all, UNET).translated(names::translate));
  }

  /** The autoencoder, with the settings of Stable Diffusion 1. */
  public NetworkFiles autoencoder() {
    return autoencoder(settings("vae"));
  }

  /** The autoencoder with other settings, which are those of {@code AutoencoderKL}. */
  public NetworkFiles autoencoder(JsonNode config) {
    int levels = AutoencoderConfig.read(config, "vae settings").widths().size();
    CompVisAutoencoderNames names = new CompVisAutoencoderNames(levels);
    return new NetworkFiles(
        "AutoencoderKL",
        config,
        "vae settings",
        file,
        all -> part(all, AUTOENCODER).translated(names::translate));
  }

  /** The text encoder in an open file, under the names of transformers' {@code CLIPTextModel}. */
  public static Checkpoint textEncoder(Checkpoint all) {
    return part(all, TEXT_ENCODER);
  }

  /** What is in the file, held against the settings of Stable Diffusion 1. */
  public List<Finding> check() {
    List<Finding> findings = new ArrayList<>();
    findings.add(FolderCheck.network("unet", unet(), file.getFileName()));
    findings.add(FolderCheck.network("vae", autoencoder(), file.getFileName()));
    try (Checkpoint all = Checkpoint.open(file)) {
      int tensors = textEncoder(all).tensors().size();
      findings.add(new Finding("text_encoder", "CLIPTextModel", State.THERE, tensors + " tensors"));
    } catch (CheckpointException e) {
      findings.add(
          new Finding(
              "text_encoder",
              "CLIPTextModel",
              State.WRONG,
              "is missing: no tensor's name begins with " + TEXT_ENCODER));
    }
    return findings;
  }

  private static Checkpoint part(Checkpoint all, String name) {
    boolean saved = all.tensors().keySet().stream().anyMatch(n -> n.startsWith(TRAINER + "."));
    return (saved ? all.under(TRAINER) : all).under(name);
  }

  private static JsonNode settings(String part) {
    String resource = "stable-diffusion-1/" + part + ".json";
    try (InputStream in = CompVisCheckpoint.class.getResourceAsStream(resource)) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + resource + " cannot be read", e);
    }
  }

  /** Replaces the beginning of a name by the first entry that fits. */
  static String begun(String name, Map<String, String> beginnings) {
    for (Map.Entry<String, String> entry : beginnings.entrySet()) {
      if (name.startsWith(entry.getKey() + ".")) {
        return entry.getValue() + name.substring(entry.getKey().length());
      }
    }
    return name;
  }
}
