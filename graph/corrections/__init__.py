"""What people know better than the reader: corrections and the reading as it was come in, the corrected reading and what each did go out."""
