using System.IO;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>The code that somebody writes by hand for a type with BinaryWriter and BinaryReader.</summary>
internal interface IBinaryFormat<T>
{
    void Write(BinaryWriter writer, in T value);

    T Read(BinaryReader reader);
}
