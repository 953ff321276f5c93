using Xunit;

// One browser, and a real virtual machine or two: one test after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
