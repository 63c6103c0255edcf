/**
 * Images to train on: labelled ones from MNIST's files, sheets and a folder for each class; crops
 * of photos and of procedural pictures; scenes with their captions.
 */
package io.tweedie.train.data;
