using System;

namespace P2PNet.NatLab;

/// <summary>The laboratory itself, a server or a player did not do what a run needs; the message is a sentence.</summary>
internal sealed class LabException(string message) : Exception(message);
