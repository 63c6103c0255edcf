package io.tweedie.demo.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GanRecipeTest {

  @TempDir Path temp;

  @Test
  void theRecipeThatShipsIsOne() throws IOException {
    Path file = Path.of("../../recipes/digits-gan.yaml");

    assertThat(GanRecipe.isIn(file)).isTrue();
    assertThat(GanRecipe.isIn(Path.of("../../recipes/photos.yaml"))).isFalse();
    assertThat(GanRecipe.read(file).model()).isEqualTo(new DcganConfig(32, 1, 64, 32));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    String good = Files.readString(Path.of("../../recipes/digits-gan.yaml"));
    assertThatThrownBy(() -> read(good.replace("batch:", "batches: 2\nbatch:")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batches is not known; here architecture, average, batch,");
    assertThatThrownBy(() -> read(good.replace("image_size: 32", "image_size: 30")))
        .hasMessageContaining("power of two from 8, got 30");
    assertThatThrownBy(() -> read(good.replace("dcgan", "adm")))
        .hasMessageContaining("architecture must be dcgan");
  }

  private GanRecipe read(String text) throws IOException {
    return GanRecipe.read(Files.writeString(temp.resolve("recipe.yaml"), text));
  }
}
