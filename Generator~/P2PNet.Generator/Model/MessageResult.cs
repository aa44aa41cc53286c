namespace P2PNet.Generator.Model;

/// <summary>All that one [Message] type leads to.</summary>
/// <param name="Message">The message; null when a mistake keeps it from being generated.</param>
/// <param name="Formatters">Its formatter and those of the keyed types that it reaches.</param>
/// <param name="Diagnostics">Mistakes.</param>
internal sealed record MessageResult(MessageModel? Message, EquatableArray<FormatterModel> Formatters, EquatableArray<DiagnosticModel> Diagnostics);
