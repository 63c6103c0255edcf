package io.tweedie.demo.gan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.train.RecipeFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How a DCGAN is trained: everything that decides its weights, read from a YAML file.
 *
 * @param name of the model, and of its files
 * @param seed of the weights, the order of the images and the latents
 * @param architecture "dcgan", which tells these recipes from others
 * @param model the architecture's numbers
 * @param folder of the images below the data root, as labelled images lie; labels are not used
 * @param batch images per step
 * @param epochs times that all images are shown; may be raised later
 * @param generatorRate learning rate of the generator
 * @param discriminatorRate learning rate of the discriminator
 * @param average decay of the moving average of the generator's weights
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record GanRecipe(
    String name,
    long seed,
    String architecture,
    DcganConfig model,
    String folder,
    int batch,
    int epochs,
    double generatorRate,
    double discriminatorRate,
    double average) {

  /** Refuses settings that cannot be trained. */
  public GanRecipe {
    require(name != null && name.matches("[A-Za-z0-9._-]+"), "name must be a plain file name");
    require(
        DcganConfig.ARCHITECTURE.equals(architecture),
        "architecture must be dcgan, got " + architecture);
    require(model != null && folder != null, "model or folder is missing");
    require(batch > 1 && epochs > 0, "batch must be at least 2, epochs at least 1");
    require(generatorRate > 0 && discriminatorRate > 0, "learning rates must be above 0");
    require(average >= 0 && average < 1, "average must be in [0, 1), got " + average);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Whether a recipe is for a GAN.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not YAML
   */
  public static boolean isIn(Path file) throws IOException {
    JsonNode recipe = RecipeFile.read(file, JsonNode.class);
    return DcganConfig.ARCHITECTURE.equals(recipe.path("architecture").asText());
  }

  /**
   * Reads a recipe.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static GanRecipe read(Path file) throws IOException {
    return RecipeFile.read(file, GanRecipe.class);
  }

  /** The description of the generator that this makes. */
  public ModelSpec spec() {
    return new ModelSpec(
        name,
        null,
        architecture,
        new ObjectMapper().valueToTree(model),
        null,
        0,
        Parameterization.X0,
        name + ".safetensors",
        null,
        model.imageSize(),
        null,
        null,
        null,
        null,
        null);
  }
}
