using System;

namespace P2PNet.Demo;

/// <summary>The command line makes no sense; the message says what to change.</summary>
internal sealed class UsageException(string message) : Exception(message);
