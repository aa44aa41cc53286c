using System;

namespace P2PNet.MessageBenchmark;

/// <summary>A command line that makes no sense.</summary>
internal sealed class UsageException(string message) : Exception(message);
