using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace P2PNet.Generator.Tests;

/// <summary>A schema file as a project gives it to the compiler.</summary>
internal sealed class SchemaFile(string content) : AdditionalText
{
    public override string Path => "/Game/Messages.schema.txt";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(content);
}
