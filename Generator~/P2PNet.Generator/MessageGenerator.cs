using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using P2PNet.Generator.Baseline;
using P2PNet.Generator.Emitting;
using P2PNet.Generator.Model;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator;

/// <summary>
/// Writes a formatter for every type with keys that a [Message] reaches, and one class that registers the assembly's messages.
/// Types are read into plain models first; a file is written again only when its model has changed.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessageGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<MessageResult> results = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.MessageAttribute,
            (_, _) => true,
            (found, _) => MessageReader.Read(found))
            .SelectMany((results, _) => results);
        IncrementalValueProvider<ImmutableArray<MessageResult>> all = results.Collect();
        IncrementalValueProvider<CompilationFacts> facts = context.CompilationProvider.Select((compilation, _) => FactsOf(compilation));

        IncrementalValueProvider<EquatableArray<MessageModel>> messages = all.Select((found, _) => new EquatableArray<MessageModel>(Messages(found)));
        IncrementalValueProvider<ImmutableArray<SchemaFileModel>> schemaFiles = context.AdditionalTextsProvider
            .Where(text => text.Path.EndsWith(SchemaFileModel.Ending, StringComparison.OrdinalIgnoreCase))
            .Select((text, stop) => SchemaFileModel.Read(text.Path, text.GetText(stop)))
            .Collect();

        context.RegisterSourceOutput(all, (output, found) => Report(output, found));
        context.RegisterSourceOutput(
            all.SelectMany((found, _) => Formatters(found)).Combine(facts),
            (output, pair) => output.AddSource(
                pair.Left.ClassName + ".g.cs",
                FormatterEmitter.Emit(pair.Left, RegistrationEmitter.NamespaceOf(pair.Right.AssemblyName))));
        context.RegisterSourceOutput(
            messages.Combine(facts),
            (output, pair) =>
            {
                if (pair.Left.Count > 0) output.AddSource("MessageRegistration.g.cs", RegistrationEmitter.Emit(pair.Right, pair.Left));
            });
        context.RegisterSourceOutput(
            messages.Combine(schemaFiles),
            (output, pair) =>
            {
                foreach (DiagnosticModel diagnostic in SchemaCheck.Of(pair.Left, pair.Right)) output.ReportDiagnostic(diagnostic.ToDiagnostic());
            });
    }

    /// <summary>Each formatter once, whatever the number of messages that reach it; as a message where one of them is the type itself.</summary>
    private static IEnumerable<FormatterModel> Formatters(ImmutableArray<MessageResult> results) => results
        .SelectMany(result => result.Formatters)
        .GroupBy(formatter => formatter.ClassName)
        .Select(group => group.OrderByDescending(formatter => formatter.IsMessage).First());

    /// <summary>Messages with ids of their own, by name.</summary>
    private static IEnumerable<MessageModel> Messages(ImmutableArray<MessageResult> results) => results
        .Select(result => result.Message)
        .OfType<MessageModel>()
        .GroupBy(message => message.Id)
        .Select(group => group.First())
        .OrderBy(message => message.Name, StringComparer.Ordinal);

    private static void Report(SourceProductionContext output, ImmutableArray<MessageResult> results)
    {
        foreach (DiagnosticModel diagnostic in results.SelectMany(result => result.Diagnostics).Distinct()) output.ReportDiagnostic(diagnostic.ToDiagnostic());
        foreach (IGrouping<ushort, MessageModel> sameId in results.Select(result => result.Message).OfType<MessageModel>().GroupBy(message => message.Id))
        {
            MessageModel first = sameId.First();
            foreach (MessageModel other in sameId.Skip(1))
            {
                string type = MessageNames.Plain(other.TypeName);
                DiagnosticModel collision = other.TypeName == first.TypeName
                    ? new(Descriptors.WrongDeclaration, other.Location, type, "it is declared a message twice")
                    : new(Descriptors.IdCollision, other.Location, type, other.Id.ToString(), MessageNames.Plain(first.TypeName));
                output.ReportDiagnostic(collision.ToDiagnostic());
            }
        }
    }

    private static CompilationFacts FactsOf(Compilation compilation)
    {
        INamedTypeSymbol? initializer = compilation.GetTypeByMetadataName("System.Runtime.CompilerServices.ModuleInitializerAttribute");
        return new(
            compilation.AssemblyName ?? "Assembly",
            compilation is CSharpCompilation { LanguageVersion: >= LanguageVersion.CSharp9 },
            initializer is not null && compilation.IsSymbolAccessibleWithin(initializer, compilation.Assembly),
            compilation.GetTypeByMetadataName("UnityEngine.RuntimeInitializeOnLoadMethodAttribute") is not null);
    }
}
