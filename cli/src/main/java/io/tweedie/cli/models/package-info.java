/** Looking into models and checkpoints, converting them, and timing them. */
package io.tweedie.cli.models;
