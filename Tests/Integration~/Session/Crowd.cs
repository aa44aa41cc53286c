using System.Collections.Generic;
using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>A message that is a class, with a list and objects in it.</summary>
[Message(Id = 62)]
public sealed class Crowd
{
    [Key(0)] public int Number;
    [Key(1)] public List<int> Places = [];
    [Key(2)] public Person Leader = new();
    [Key(3)] public List<Person> Others = [];

    /// <summary>Fills an empty one; each number gives other lengths.</summary>
    public void Fill(int number)
    {
        Number = number;
        for (int i = 0; i <= number % 5; i++) Places.Add(number + i);
        Leader.X = number;
    }

    /// <summary>One of them.</summary>
    public sealed class Person
    {
        [Key(0)] public float X;
        [Key(1)] public float Y;
    }
}
